"""What a demonstration says once it is there."""

TRY = """Kept serves on {url}. Three things to try, each in a terminal of its own:

  1. Maya's people, and how to reach them
     curl -s {url}/v1/me/people -H "Authorization: Bearer $(make -s token AS=maya)"
  2. Maya asks to be called
     curl -s {url}/v1/me/contact-requests -H "Authorization: Bearer $(make -s token AS=maya)" \\
       -H "Idempotency-Key: $(date +%s)" -H "Content-Type: application/json" -d '{{"about": "seeing my brother"}}'
  3. Sam, her social worker, sees it
     curl -s {url}/v1/triage -H "Authorization: Bearer $(make -s token AS=sam)"

The contract: {url}/docs    Stop: Ctrl-C
"""
