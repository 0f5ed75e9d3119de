#!/usr/bin/env python3
from brochure.cli import main

main()
