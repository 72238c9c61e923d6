"""What dashboards are made of: words, colours, questions in PromQL, and panels that look alike."""
