"""kharden: rendered Kubernetes manifests go in, the same manifests come out hardened."""

__version__ = "0.1.0"
