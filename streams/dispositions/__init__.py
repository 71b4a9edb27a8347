"""What analysts decide: read, remembered with the subject, and asked before an alert is published."""
