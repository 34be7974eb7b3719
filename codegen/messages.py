def words(name, **k):
    return "nested too deeply"
