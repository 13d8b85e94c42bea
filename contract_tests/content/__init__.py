"""Reading content: listContent, getContent, getContentProgress, getContentAsset."""
