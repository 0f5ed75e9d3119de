"""**review**: what only people can judge: what a document says when it is read aloud.

    print(transcript(pdf))

`utterances` is what a screen reader says of any PDF, `transcript` the same as text. `to_review` lists what
is left for a person, `entry` is how content records that it was done, `holds` whether that is still so. Must
not know files.
"""

from brochure.review.reviews import entry, fingerprint, holds, to_review
from brochure.review.speaking import Utterance, formatted, transcript, utterances

__all__ = [
    "Utterance",
    "entry",
    "fingerprint",
    "formatted",
    "holds",
    "to_review",
    "transcript",
    "utterances",
]
