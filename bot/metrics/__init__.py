"""How the program is doing, for machines: a Prometheus page and a health page. They name no chat."""
