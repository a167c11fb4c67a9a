"""What developers run: generators, installers of pinned host binaries, reports for reviewers."""
