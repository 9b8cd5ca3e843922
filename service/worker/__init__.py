"""The worker: one Faust app per stage, one transaction per batch, exactly once.

Read it in the order of the data: `engine` (what we take from Faust and what we changed), `lanes` (one
assigned partition each: open, work, close), `outcomes` (what a stage decided, as Kafka records),
`transaction` (the only thing that commits), `process` and `stage_process` (one stage in one process),
`supervisor` (all processes, one HTTP port). What a message means is `service.pipeline`.
"""
