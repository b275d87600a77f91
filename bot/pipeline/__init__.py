"""The flow of news: due feeds -> bodies -> articles and facts -> events -> alerts and deliveries."""
