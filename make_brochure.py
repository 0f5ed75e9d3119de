#!/usr/bin/env python3
from brochure.cli import main

if __name__ == "__main__":
    main()
