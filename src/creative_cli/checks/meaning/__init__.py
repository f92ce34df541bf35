"""What figures and words of copy mean, whatever the language: quantities, dates, phones, offers. No checks."""
