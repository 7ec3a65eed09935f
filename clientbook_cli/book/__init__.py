"""The book: one DuckDB file. The only room that imports duckdb."""
