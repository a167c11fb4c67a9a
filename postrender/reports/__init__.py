"""Reports: findings in, text out. What was found is data; each report says it to other readers."""
