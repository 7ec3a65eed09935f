"""Messages that come back, as servers, mail programs, clients and liars write them."""

from __future__ import annotations

from email.message import EmailMessage

DSN = """\
From: MAILER-DAEMON@mx.example.net
To: shop@example.com
Subject: Undelivered Mail Returned to Sender
Message-ID: <{own}@mx.example.net>
Date: Fri, 13 Nov 2026 19:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; {address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

From: shop@example.com
To: {address}
Message-ID: {message_id}

--b--
"""
QMAIL = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net
To: shop@example.com
Subject: failure notice
Message-ID: <{own}@mx.example.net>
Date: Fri, 13 Nov 2026 19:00:00 +0000

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<{address}>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 no such user

--- Below this line is a copy of the message.

Message-ID: {message_id}
From: shop@example.com
To: {address}
Subject: hello

hello
"""
EXIM = """\
X-Failed-Recipients: {address}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.net>
To: shop@example.com
Subject: Mail delivery failed: returning message to sender
Message-ID: <{own}@mx.example.net>
Date: Fri, 13 Nov 2026 19:00:00 +0000

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  {address}
    host mx.example.net [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<{address}>:
    550 5.1.1 unknown user

------ This is a copy of the message, including all the headers. ------

Message-ID: {message_id}
To: {address}
"""
COMPLAINT = """\
From: feedback@mx.example.net
To: shop@example.com
Subject: complaint
Message-ID: <{own}@mx.example.net>
Date: Fri, 13 Nov 2026 19:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Example/1.0
Version: 1

--b
Content-Type: message/rfc822

From: shop@example.com
To: {address}
Message-ID: {message_id}

hello

--b--
"""


def report(
    message_id: str,
    *,
    address: str = "ann1@example.com",
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 no such user",
    own: str = "r1",
) -> bytes:
    """A delivery report by the standard (RFC 3464)."""
    text = DSN.format(message_id=message_id, address=address, action=action, status=status, said=said, own=own)
    return text.replace("\n", "\r\n").encode()


def old(form: str, message_id: str, *, address: str = "ann1@example.com", own: str = "r1") -> bytes:
    """A bounce or a complaint of another form."""
    return form.format(message_id=message_id, address=address, own=own).encode()


def answer(
    text: str,
    *,
    about: str = "",
    sender: str = "ann1@example.com",
    subject: str = "Re: hello",
    own: str = "a1",
    html: bool = False,
    **headers: str,
) -> bytes:
    """What a person writes back."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = "shop@example.com"
    message["Subject"] = subject
    message["Date"] = "Fri, 13 Nov 2026 19:00:00 +0000"
    message["Message-ID"] = f"<{own}@phone.example.net>"
    if about:
        message["In-Reply-To"] = about
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, subtype="html" if html else "plain")
    return message.as_bytes()
