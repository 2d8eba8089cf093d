"""`python -m app.cli` is `qingfeng`."""

from app.cli import main

if __name__ == "__main__":
    main()
