// Command evaluator answers what the Kubernetes project's own Pod Security evaluator says of a pod.
//
// It reads one question a line on stdin, {"pod": {...}, "level": "...", "version": "..."}, and answers each with
// a line on stdout: {"violations": [{"check", "reason", "detail"}...], "message": "..."}, or {"error": "..."} where
// the API server would refuse level, version or pod before any check. Volumes without a source are emptyDirs, as the
// API server makes them before it evaluates.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	kubejson "sigs.k8s.io/json"
)

type question struct {
	Pod     json.RawMessage `json:"pod"`
	Level   string          `json:"level"`
	Version string          `json:"version"`
}

type violation struct {
	Check  policy.CheckID `json:"check"`
	Reason string         `json:"reason"`
	Detail string         `json:"detail"`
}

type answer struct {
	Violations []violation `json:"violations,omitempty"`
	Message    string      `json:"message,omitempty"`
	Error      string      `json:"error,omitempty"`
}

// recorder notes which check refused: the evaluator's results carry no check ID.
type recorder struct {
	evaluator  policy.Evaluator
	violations []violation
}

func newRecorder() (*recorder, error) {
	r := &recorder{}
	checks := policy.DefaultChecks()
	for i := range checks {
		for j := range checks[i].Versions {
			checks[i].Versions[j].CheckPod = r.recording(checks[i].ID, checks[i].Versions[j].CheckPod)
		}
	}
	evaluator, err := policy.NewEvaluator(checks, nil)
	r.evaluator = evaluator
	return r, err
}

func (r *recorder) recording(id policy.CheckID, check policy.CheckPodFn) policy.CheckPodFn {
	return func(metadata *metav1.ObjectMeta, spec *corev1.PodSpec) policy.CheckResult {
		result := check(metadata, spec)
		if !result.Allowed {
			r.violations = append(r.violations, violation{id, result.ForbiddenReason, result.ForbiddenDetail})
		}
		return result
	}
}

func (r *recorder) answer(line []byte) (*answer, error) {
	var q question
	if err := json.Unmarshal(line, &q); err != nil {
		return nil, err
	}
	level, err := api.ParseLevel(q.Level)
	if err != nil {
		return nil, err
	}
	version, err := api.ParseVersion(q.Version)
	if err != nil {
		return nil, err
	}
	var pod corev1.Pod
	// As the API server decodes: names of fields are case-sensitive, unlike in encoding/json.
	if err := kubejson.UnmarshalCaseSensitivePreserveInts(q.Pod, &pod); err != nil {
		return nil, err
	}
	for i, volume := range pod.Spec.Volumes {
		if volume.VolumeSource == (corev1.VolumeSource{}) {
			pod.Spec.Volumes[i].EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
	r.violations = nil
	results := r.evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, &pod.ObjectMeta, &pod.Spec)
	aggregate := policy.AggregateCheckResults(results)
	return &answer{Violations: r.violations, Message: aggregate.ForbiddenDetail()}, nil
}

func run(in io.Reader, out io.Writer) error {
	recorder, err := newRecorder()
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 1<<24)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		said, err := recorder.answer(lines.Bytes())
		if err != nil {
			said = &answer{Error: err.Error()}
		}
		if err := encoder.Encode(said); err != nil {
			return err
		}
	}
	return lines.Err()
}

func main() {
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "evaluator:", err)
		os.Exit(1)
	}
}
