
namespace IzzyPS.Soak;

/// <summary>The size of the scenarios, and the PostgreSQL that they share.</summary>
internal sealed class SoakPlan(bool isQuick) : IDisposable
{
    private readonly Lazy<PostgresProcess?> _postgres = new(PostgresProcess.TryStart);

    /// <summary>Whether to do only a tenth.</summary>
    internal bool IsQuick => isQuick;

    /// <summary>The ledgers that a scenario goes through: in a file, and in PostgreSQL where the machine has it.</summary>
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

    internal int Size(int whole) => isQuick ? Math.Max(1, whole / 10) : whole;

    public void Dispose()
    {
        if (_postgres.IsValueCreated)
            _postgres.Value?.Dispose();
    }
}
