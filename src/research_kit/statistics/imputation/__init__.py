"""Multiple imputation of missing covariates, and the pooling of what is estimated from it."""
