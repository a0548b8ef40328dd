
namespace IzzyPS.Soak;

/// <summary>The size of the scenarios, and the PostgreSQL that they share.</summary>
internal sealed class SoakPlan(bool isQuick) : IDisposable
{
    private readonly Lazy<PostgresProcess?> _postgres = new(PostgresProcess.TryStart);

    /// <summary>Whether each scenario does only a tenth of its work.</summary>
    internal bool IsQuick => isQuick;

    /// <summary>The ledgers of a scenario: one in a file, and one in PostgreSQL if the machine has it.</summary>
    internal IEnumerable<(string Name, string? Address)> Ledgers
    {
        get
        {
            yield return ("SQLite", null);
            if (_postgres.Value is { } server)
                yield return ("PostgreSQL", server.Address);
            else
                Console.Error.WriteLine(PostgresProcess.Missing);
        }
    }

    internal int ScaleSize(int whole) => isQuick ? Math.Max(1, whole / 10) : whole;

    public void Dispose()
    {
        if (_postgres.IsValueCreated)
            _postgres.Value?.Dispose();
    }
}
