"""Drawings: a Result and a Theme in, a Plotly figure or plain HTML out. Nothing here filters or estimates."""
