"""The checks of the standards, one a module; each module's docstring is its page.

`containers[*]` in a page's fields stands for `initContainers[*]` and `ephemeralContainers[*]` too. Sources
are files of `k8s.io/pod-security-admission` v0.36.2; the standards in prose:
https://kubernetes.io/docs/concepts/security/pod-security-standards/.
"""
