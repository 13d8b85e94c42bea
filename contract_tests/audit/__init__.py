"""The audit log: listAuditLog."""
