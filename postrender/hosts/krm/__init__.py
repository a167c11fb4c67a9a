"""KRM functions: Kustomize, kpt and others hand kharden a ResourceList, which it answers with another."""
