"""Argo CD: a config management plugin that renders the source it stands in and hardens the result.

Protocol: https://argo-cd.readthedocs.io/en/stable/operator-manual/config-management-plugins/. Argo CD's
repo-server sends the repository to `argocd-cmp-server` in a sidecar, which unpacks it into a private folder
and runs `kharden cmp discover`, then `kharden cmp generate`, in the Application's folder. What Argo CD knows
comes in the environment; the manifests go to stdout; stderr is what the user sees of a failure.
"""
