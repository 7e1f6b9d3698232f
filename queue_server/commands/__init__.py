"""The commands beside a running server: `motcua token | user | catalogue | backup | doctor` and their like."""
