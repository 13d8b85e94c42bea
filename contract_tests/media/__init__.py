"""Files that a partner brings along: presignMediaUpload, finalizeMediaUpload, uploadMediaInline."""
