"""The one endpoint by which a company's software publishes, and its description."""
