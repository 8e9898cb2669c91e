"""SFT advisor: decides whether supervised fine-tuning should start from the Base or the Chat checkpoint."""
