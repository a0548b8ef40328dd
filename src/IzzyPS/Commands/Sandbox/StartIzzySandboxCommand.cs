using System.Collections.Immutable;
using System.Management.Automation;
using System.Net.Sockets;
using IzzyPS.Completers;
using IzzyPS.Pipeline;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Commands;

/// <summary>Starts a stand-in for the dealer API on this machine, for rehearsals and demos.</summary>
/// <remarks>
/// <para>It listens on loopback only, knows the dealer API's contract and is strict about it, and forgets everything when it is stopped. Each has a fresh client id, secret and ledger path. It runs inside this PowerShell and stops with it.</para>
/// <para>It can be told what goes wrong. A fault is a text: what (a status from 400 to 599, drop, reset, no-answer, delay, slow-head, slow-body, truncated, empty, not-json, wrong-type, repeated-id, huge-body, endless-head, gzip-bomb, redirect, close-after, revoke-tokens), then in any order: on which calls (on create,update,close,image,check,token,cars,api,all; create by default), when (before-body, before-commit by default, after-commit), how often (from=3, times=1, chance=5%, reused), in which time after the start (at=30s for=10s), and how (delay=2s, retry-after=30, content-type=text/html, body=TEXT). The object's Faults say how often each struck, its Cars what an operator would see on Izzylease.</para>
/// </remarks>
/// <example>
/// Starts a sandbox and connects to it.
/// <code>
/// $sandbox = Start-IzzySandbox
/// Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath
/// </code>
/// </example>
/// <example>
/// Starts one that takes 20 ms for each call and serves 50 a second, on a port of your choice.
/// <code>
/// Start-IzzySandbox -Port 8080 -Latency 20 -RateLimit 50
/// </code>
/// </example>
/// <example>
/// The answer to the third create is lost, and every twentieth update or close or so finds the server busy.
/// <code>
/// $sandbox = Start-IzzySandbox -Fault 'drop after-commit from=3 times=1', '503 on update,close retry-after=2 chance=5%'
/// $sandbox.Faults
/// </code>
/// </example>
/// <example>
/// After 30 seconds the server is busy for 10, then recovers; tokens are good for a minute.
/// <code>
/// Start-IzzySandbox -Fault '503 on api at=30s for=10s' -TokenLifetime 60
/// </code>
/// </example>
/// <example>
/// Plays a schedule: a file with a fault on each line.
/// <code>
/// Start-IzzySandbox -FaultSchedule ./examples/bad-day.txt
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "IzzySandbox")]
[OutputType(typeof(SandboxInfo))]
public sealed class StartIzzySandboxCommand : AsyncCommand
{
    /// <summary>The port; 0 for any that is free.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, 65_535)]
    public int Port { get; set; }

    /// <summary>How many milliseconds each call takes.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, 60_000)]
    public int Latency { get; set; }

    /// <summary>How many calls a second are served, those for tokens not counted; the rest get 429. 0 for no limit.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int RateLimit { get; set; }

    /// <summary>What goes wrong, a text each: 'drop after-commit from=3 times=1', '503 on update retry-after=30', 'delay=2s chance=5%'. Of several, the first that fits a request strikes it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FaultCompleter))]
    public string[]? Fault { get; set; }

    /// <summary>A file with a fault on each line; blank lines and # comments are fine. They come behind those of -Fault.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FaultSchedule { get; set; }

    /// <summary>The chances of the faults are other ones with another seed, and the same in each run with the same.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>How many seconds a token is good.</summary>
    /// <value>43199</value>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int TokenLifetime { get; set; } = 43_199;

    /// <summary>An update of a closed car brings it back, instead of 404: the contract does not say which.</summary>
    [Parameter]
    public SwitchParameter PutRevives { get; set; }

    private protected override void Finish()
    {
        var options = new SandboxOptions
        {
            Port = Port,
            Latency = TimeSpan.FromMilliseconds(Latency),
            RateLimit = RateLimit,
            Faults = [.. (Fault ?? []).SelectMany(text => Parsed(text)), .. Scheduled()],
            Seed = Seed,
            TokenLifetime = TimeSpan.FromSeconds(TokenLifetime),
            PutRevives = PutRevives,
        };
        try
        {
            var server = SandboxServer.Start(options);
            var sandbox = new SandboxInfo(server, Directory.CreateTempSubdirectory("izzyps-sandbox-").FullName);
            Session.Current.Sandboxes.Add(sandbox);
            WriteObject(sandbox);
        }
        catch (SocketException exception)
        {
            ThrowTerminatingError(Errors.SandboxNotStarted.CreateRecord(Port, $"The sandbox can't listen on port {Port}: {exception.Message}. Without -Port it takes one that is free.", exception));
        }
    }

    private ImmutableArray<SandboxFault> Parsed(string text) => Read(() => [SandboxFault.Parse(text)], text, $"-Fault '{text}': ");

    private ImmutableArray<SandboxFault> Scheduled() =>
        FaultSchedule is null ? [] : Read(() => FaultFile.Read(Paths.GetFullPath(this, FaultSchedule)), FaultSchedule, string.Empty);

    private ImmutableArray<SandboxFault> Read(Func<ImmutableArray<SandboxFault>> read, string target, string where)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is FaultTextException or NotSupportedException or ItemNotFoundException or System.Management.Automation.DriveNotFoundException)
        {
            ThrowTerminatingError(Errors.InvalidFault.CreateRecord(target, where + exception.Message, exception));
            throw;
        }
    }
}
