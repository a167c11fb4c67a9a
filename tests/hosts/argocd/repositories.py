"""Small repositories, as an Application's source may look: paths and texts."""

from pathlib import Path

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  labels: {{stage: "${{ENVIRONMENT}}", space: "${{NAMESPACE}}"}}
spec:
  selector:
    matchLabels: {{app: web}}
  template:
    metadata:
      labels: {{app: web}}
    spec:
      containers:
        - name: web
          image: registry.example.com/web:1
"""

CHART = {
    "apps/web/Chart.yaml": """\
apiVersion: v2
name: web
version: 1.0.0
dependencies:
  - {name: common, version: 1.0.0, repository: "file://../../charts/common"}
""",
    "apps/web/values.yaml": "greeting: hello\n",
    "apps/web/values-production.yaml": "greeting: good day\n",
    "values/everywhere.yaml": "greeting: welcome\nmany: [1]\n",
    "apps/web/crds/crd.yaml": """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: webs.example.com}
spec: {group: example.com}
""",
    "apps/web/templates/deployment.yaml": DEPLOYMENT.format(name="{{ .Release.Name }}"),
    "apps/web/templates/facts.yaml": """\
apiVersion: v1
kind: ConfigMap
metadata: {name: facts, namespace: {{ .Release.Namespace }}}
data:
  greeting: {{ .Values.greeting | toJson | quote }}
  many: {{ .Values.many | toJson | quote }}
  kubernetes: {{ .Capabilities.KubeVersion.Version }}
  gateway: {{ .Capabilities.APIVersions.Has "gateway.networking.k8s.io/v1" | quote }}
""",
    "apps/web/templates/test.yaml": """\
apiVersion: v1
kind: Pod
metadata: {name: try, annotations: {helm.sh/hook: test}}
spec: {containers: [{name: try, image: "registry.example.com/try:1"}]}
""",
    "charts/common/Chart.yaml": "apiVersion: v2\nname: common\nversion: 1.0.0\n",
    "charts/common/templates/job.yaml": """\
apiVersion: batch/v1
kind: Job
metadata: {name: prepare}
spec:
  template:
    spec: {restartPolicy: Never, containers: [{name: prepare, image: "registry.example.com/job:1"}]}
""",
}
"""A chart with values, CRDs, a test hook, and a dependency beside it."""

KUSTOMIZATION = {
    "base/kustomization.yaml": "resources: [deployment.yaml]\nnamePrefix: base-\n",
    "base/deployment.yaml": DEPLOYMENT.format(name="web"),
    "apps/web/kustomization.yaml": "resources: [../../base]\nnamespace: blue\n",
}
"""An overlay of a base."""

FOLDER = {
    "apps/web/10-map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: first}\n---\n"
    + DEPLOYMENT.format(name="web"),
    "apps/web/20-pod.json": """\
{
\t"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "one"},
\t"spec": {"containers": [{"name": "one", "image": "registry.example.com/one:1"}]}
}
""",
    "apps/web/values.yaml": "not: a manifest\n",
    "apps/web/below/map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: below}\n",
}
"""A folder of YAML and JSON (indented with tabs), with a folder below."""


def write(root: Path, files: dict[str, str]) -> Path:
    """Write `files` below `root`."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def executable(path: Path, text: str) -> None:
    """Write a program, in place of whatever stands at `path`."""
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_text(text)
    path.chmod(0o755)
