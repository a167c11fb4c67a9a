"""Facts about public container images: data and the look-up."""
