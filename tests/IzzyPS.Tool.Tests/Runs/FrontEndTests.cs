using System.Diagnostics;
using System.Text.Json;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Tests.Runs;

/// <summary><c>izzy sync</c> and the cmdlets, as processes over the same files: they give the same codes and the same counts.</summary>
[Trait("Category", "Slow")]
public sealed class FrontEndTests
{
    /// <summary>Does what <c>izzy sync --close-missing --update-prices</c> does, and prints the counts and the codes of its errors as JSON.</summary>
    private const string Script = """
        Import-Module '{0}'
        $ErrorActionPreference = 'SilentlyContinue'
        $fault = $null
        $results = $plan = @()
        try {
            $plan = @(Import-IzzyVehicleCsv $env:TEST_STOCK -ErrorVariable read | Compare-IzzyVehicle -CloseMissing -Mode $env:TEST_MODE -IncludeUnchanged -ErrorVariable compared -WarningAction Ignore)
            $results = @($plan | Where-Object Action -NotIn Blocked, Unchanged | Sync-IzzyVehicle -ThrottleLimit 1 -ErrorVariable sent -WarningAction Ignore)
        } catch { $fault = ($_.FullyQualifiedErrorId -split ',')[0] }
        function Get-Count($Outcome, $Action) { @($results | Where-Object { $_.Outcome -eq $Outcome -and $_.Action -in $Action }).Count }
        $doubt = @(Get-IzzyOperation -State InDoubt)
        $codes = foreach ($record in @($read) + @($compared) + @($sent) | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }) {
            $code = ($record.FullyQualifiedErrorId -split '[.,]')[0]
            if ($code -ne $fault) { foreach ($target in $record.TargetObject) { $code } }
        }
        $held = @($plan | Where-Object BlockReason -In CloseLimit, CloseForbidden, CloseHeld, FileTail, NotYetAbsent, PriceHeldBack, ClosedByHand)
        [ordered]@{
            created = Get-Count Succeeded Create, Reactivate; recreated = @($results | Where-Object Outcome -EQ Recreated).Count
            updated = Get-Count Succeeded Update; price_updates = Get-Count Succeeded Reprice; closed = Get-Count Succeeded Close
            unchanged = @($plan | Where-Object Action -EQ Unchanged).Count; held_back = $held.Count; in_doubt = $doubt.Count
            errors = @($codes | Where-Object { $_ -ne 'VehicleInDoubt' }).Count
            fault = $fault; codes = @($codes) + @($held.BlockReason.ForEach({ "$_" })) | Sort-Object
        } | ConvertTo-Json
        """;

    private static readonly string[] Counts = ["created", "recreated", "updated", "price_updates", "closed", "unchanged", "held_back", "in_doubt", "errors"];

    [Theory]
    [InlineData("mixed", "RowRejected,VehicleInDoubt,VehicleRejected")]
    [InlineData("closes", "CloseLimit")]
    [InlineData("cut", "CloseForbidden,RowRejected,StockFileFault")]
    [InlineData("missing", "CloseForbidden,PathNotFound")]
    [InlineData("empty", "CloseForbidden,StockFileFault")]
    [InlineData("insert-only", "AlreadyListed")]
    [InlineData("refused account", "DealerUnavailable")]
    public async Task Both_front_ends_give_the_same_codes_and_counts(string what, string codes)
    {
        var tool = await RunToolAsync(what);
        var cmdlets = await RunCmdletsAsync(what);
        Assert.Equal(tool.Text, cmdlets.Text);
        Assert.Equal(codes.Split(','), tool.Codes.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    private static async Task<Outcome> RunToolAsync(string what)
    {
        await using var rig = await ListedAsync(what);
        string[] mode = what == "insert-only" ? ["--mode", "insert-only"] : [];
        var result = await IzzyProcess.RunAsync(EnvironmentOf(rig, what), ["sync", WriteStock(rig, what), "--close-missing", "--update-prices", "--throttle", "1", "--json", .. mode]);
        var json = result.Json;
        string[] lists = ["held_back", "in_doubt", "errors"];
        var codes = lists.SelectMany(list => json.GetProperty("detail").GetProperty(list).EnumerateArray()).Select(entry => entry.GetProperty("code").GetString()!).ToList();
        // A stock file that can't be read at all is an error of the cmdlet, which goes on; the tool ends with the same code.
        var fault = json.GetProperty("fault_code").GetString() is { } code && !codes.Contains(code) ? code : null;
        return new Outcome(json, fault, codes);
    }

    private static async Task<Outcome> RunCmdletsAsync(string what)
    {
        await using var rig = await ListedAsync(what);
        var module = RepositoryRoot.GetPath("out", "IzzyPS");
        var start = TestShell.CreateStartInfo("-Command", Script.Replace("{0}", module, StringComparison.Ordinal));
        foreach (var (name, value) in EnvironmentOf(rig, what))
            start.Environment[name] = value;
        start.Environment["TEST_STOCK"] = WriteStock(rig, what);
        start.Environment["TEST_MODE"] = what == "insert-only" ? "InsertOnly" : "Upsert";
        start.RedirectStandardInput = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(output.StartsWith('{'), output + await errors);
        var json = JsonDocument.Parse(output).RootElement;
        var codes = json.GetProperty("codes") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(code => code.GetString()!).ToList()
            : json.GetProperty("codes").GetString() is { } only ? [only]
            : [];
        return new Outcome(json, json.GetProperty("fault").GetString(), codes);
    }

    /// <summary>An account where cars 1 to 20 are listed. The faults strike the day after.</summary>
    private static async Task<RunRig> ListedAsync(string what)
    {
        var rig = what == "mixed"
            ? new RunRig(
                new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, From = 22, Times = 1 },
                new SandboxFault(FaultKind.Status) { Status = 422, Routes = SandboxRoutes.UpdateCar, From = 2, Times = 1 })
            : new RunRig();
        Assert.Equal(20, (await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 20)))).Created.Count);
        return rig;
    }

    private static string WriteStock(RunRig rig, string what)
    {
        var path = rig.PathOf("tuesday.csv");
        switch (what)
        {
            case "missing":
                break;
            case "empty":
                File.WriteAllText(path, string.Empty);
                break;
            case "mixed":
                // Two updates, of which the second is refused; one price; a row that is rejected; one close; three creates, of which the second is in doubt.
                RunRig.WriteStock(path, Enumerable.Range(1, 19).Concat([31, 32, 33]), number => number is 3 or 5 ? "Czarny" : "Niebieski", number => number == 4 ? 65_000 : number == 7 ? -5 : 70_000);
                break;
            default:
                RunRig.WriteStock(path, Enumerable.Range(1, what is "closes" ? 8 : what is "insert-only" ? 20 : 19).Concat(what is "refused account" ? [31] : []));
                break;
        }

        if (what == "cut")
            File.WriteAllText(path, File.ReadAllText(path)[..^60]);
        return path;
    }

    private static Dictionary<string, string> EnvironmentOf(RunRig rig, string what)
    {
        var environment = rig.Environment;
        if (what == "refused account")
            environment["IZZYLEASE_CLIENT_SECRET"] = "wrong";
        return environment;
    }

    /// <summary>The result of a front end.</summary>
    private sealed record Outcome(JsonElement Json, string? Fault, List<string> All)
    {
        /// <summary>The codes of all errors, and of what was held back or ended the run.</summary>
        internal IEnumerable<string> Codes => (Fault is null ? All : [.. All, Fault]).Order(StringComparer.Ordinal);

        /// <summary>Counts and codes, to compare.</summary>
        internal string Text => string.Join(' ', Counts.Select(name => $"{name}={Json.GetProperty(name)}")) + $" codes={string.Join(',', Codes)}";
    }
}
