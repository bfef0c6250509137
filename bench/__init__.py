"""Speed as ratios against a floor taken in the same process and run; see docs/benchmarks.md."""
