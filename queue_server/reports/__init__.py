"""What happened in figures: a day, a period, the monthly return, satisfaction; as tables, plots and paper."""
