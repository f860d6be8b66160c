"""The judgement measured: labelled sets → figures with intervals, beside baselines. Reads files only, no store."""
