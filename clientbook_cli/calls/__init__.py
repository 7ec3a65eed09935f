"""Tomorrow's calls: why call whom, the sheet on paper, and what came of it."""
