using System.Text.Json;
using Xunit;

namespace IzzyPS.Tests.Cases;

/// <summary>
/// Files made after public bug reports, in <c>tests/fixtures/cases</c>, as <c>izzy sync</c> takes them: <c>izzy</c> as a process against the sandbox, each test
/// on a new ledger.
/// </summary>
public abstract class CaseTests : IAsyncLifetime
{
    private protected CaseTests()
    {
    }

    private protected RunRig Rig { get; } = new();

    /// <summary>The cars as Izzylease has them, in the order of their ids.</summary>
    private protected List<string> Cars => [.. Rig.Server.ActiveCars.OrderBy(car => car.Id, StringComparer.Ordinal).Select(car => car.Json)];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Rig.DisposeAsync();
    }

    /// <summary>The path of a file of a case; a path stays as it is.</summary>
    private protected static string PathOf(string file) => Path.IsPathRooted(file) ? file : RepositoryRoot.GetPath("tests", "fixtures", "cases", file);

    private protected static JsonElement GetCar(IEnumerable<string> cars, int number)
    {
        using var document = JsonDocument.Parse(cars.Single(car => car.Contains($"WBATEST00000000{number:D2}", StringComparison.Ordinal)));
        return document.RootElement.Clone();
    }

    /// <summary>Syncs a file as the README of the cases says.</summary>
    private protected Task<IzzyResult> SyncAsync(string file, params IEnumerable<string> options) =>
        IzzyProcess.RunAsync(Rig.Environment, ["sync", PathOf(file), "--close-missing", "--json", .. options]);
}
