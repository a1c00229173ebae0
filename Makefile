# Every rule can be repeated; what is already there is kept. CONTRIBUTING.md says more.
.PHONY: deploy test fmt check bench dist clean
.DEFAULT_GOAL := deploy

deploy: ## install what is missing, build, deploy everything (to the local sandbox unless daivi.yaml says otherwise)
	@scripts/deploy.sh

test: ## every test, with a count of each kind at the end
	@scripts/test.sh

fmt: ## format the Swift sources in place
	@scripts/fmt.sh

check: ## what a reviewer would ask for: formatting, linters, no warnings
	@scripts/check.sh

bench: ## compare with what others do, as ratios measured in one run
	@scripts/bench.sh

dist: ## release archives of host and modules for this platform, and an install script, in dist/
	@scripts/dist.sh

clean: ## stop the sandbox and remove what was built; deployments and their ledgers stay
	@scripts/clean.sh
