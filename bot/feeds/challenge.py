"""Pages that want proof of a human being instead of giving the feed."""

import re

CHALLENGE = re.compile(
    rb"cf-chl|cf_chl|/cdn-cgi/challenge|just a moment\.\.\.|ddos-guard|captcha|enable javascript and cookies|"
    rb"checking your browser|attention required|servicepipe|qrator",
    re.IGNORECASE,
)
"""What the usual guards (Cloudflare, DDoS-Guard, Qrator, Servicepipe) write into such a page."""
