"""The ads section: the accounts that customers brought along."""
