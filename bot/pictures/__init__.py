"""The history as charts and maps.

`bot.pictures.sketch` has the entrances `sketch_chart` and `sketch_map`; what they draw is read by
`bot.store.series`, folded by `nights`, and written by matplotlib in `bot.pictures.draw` alone.
"""
