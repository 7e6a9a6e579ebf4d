"""What happens between the universities and their partners: visits, events, who took part."""
