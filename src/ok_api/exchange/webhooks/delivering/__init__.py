"""From the log to the receiver.

In every worker a `courier` runs a `course` for each subscription that no other courier has
(`locks`). A course looks at how its subscription stands and what is `news` for it; where that was
asked, only what is `about_schools`. In a `turn`, a single transaction, it writes down what came of
attempts (`retrying` judges them), puts the news in the queue and takes what is due. That is then
on its way (`flights`), one HTTP request each (`posting`), while the course waits for whatever
comes first (`waiting`).
"""
