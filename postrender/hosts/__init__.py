"""What is special to the hosts that run kharden: Helm, Kustomize and other KRM function hosts, Argo CD."""
