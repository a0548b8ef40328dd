using PublicApiGenerator;
using Xunit;

namespace IzzyPS.Tests.Repository;

/// <summary>
/// The public types and members, which scripts rely on, are tracked in a text file. Whoever changes one on purpose runs the test with
/// <c>IZZYPS_ACCEPT_API=1</c> and commits the file with the change.
/// </summary>
public sealed class PublicApiTests
{
    private const string AcceptVariable = "IZZYPS_ACCEPT_API";

    [Fact]
    public async Task Public_api_of_Core_is_as_the_text_file_has_it()
    {
        var file = Path.Combine(RepositoryRoot.Path, "src", "IzzyPS.Core", "PublicApi.txt");
        var api = typeof(Vehicle).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }).ReplaceLineEndings("\n") + "\n";
        if (Environment.GetEnvironmentVariable(AcceptVariable) == "1")
            await File.WriteAllTextAsync(file, api, TestContext.Current.CancellationToken);
        var tracked = (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");

        var (added, removed) = (api.Split('\n').Except(tracked.Split('\n'), StringComparer.Ordinal), tracked.Split('\n').Except(api.Split('\n'), StringComparer.Ordinal));
        Assert.True(api == tracked, $"The public API has changed. Added: {string.Join(" | ", added.Take(5))}. Removed: {string.Join(" | ", removed.Take(5))}. {AcceptVariable}=1 accepts it.");
    }
}
