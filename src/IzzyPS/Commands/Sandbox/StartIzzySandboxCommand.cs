using System.Collections.Immutable;
using System.Management.Automation;
using System.Net.Sockets;
using IzzyPS.Completers;
using IzzyPS.Pipeline;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;

namespace IzzyPS.Commands;

/// <summary>Starts a sandbox on this machine: a stand-in for the dealer API, for rehearsals and demos.</summary>
/// <remarks>
/// <para>The sandbox listens on loopback only and follows the dealer API's contract strictly. It keeps nothing after it stops. Each sandbox has its own client id, secret and ledger path. It runs inside this PowerShell process and ends with it.</para>
/// <para>-Fault makes the sandbox cause faults. A fault is a text. The first word says what happens (a status from 400 to 599, drop, reset, no-answer, delay, slow-head, slow-body, truncated, empty, not-json, wrong-type, repeated-id, huge-body, endless-head, gzip-bomb, redirect, close-after, revoke-tokens). Other words follow in any order: on which calls (on create,update,close,image,check,token,cars,api,all; the default is create), when (before-body, before-commit, after-commit; the default is before-commit), how often (from=3, times=1, chance=5%, reused), in which period after the start (at=30s for=10s), and how (delay=2s, retry-after=30, content-type=text/html, body=TEXT). The property Faults counts how often each fault struck. The property Cars shows the cars that an operator would see on Izzylease.</para>
/// </remarks>
/// <example>
/// Starts a sandbox and connects to it.
/// <code>
/// $sandbox = Start-IzzySandbox
/// Connect-IzzyDealer -BaseUri $sandbox.BaseUri -Credential $sandbox.Credential -LedgerPath $sandbox.LedgerPath
/// </code>
/// </example>
/// <example>
/// Starts a sandbox on port 8080 that takes 20 ms for each call and serves 50 calls per second.
/// <code>
/// Start-IzzySandbox -Port 8080 -Latency 20 -RateLimit 50
/// </code>
/// </example>
/// <example>
/// Loses the answer to the third create, and answers about every twentieth update or close with 503.
/// <code>
/// $sandbox = Start-IzzySandbox -Fault 'drop after-commit from=3 times=1', '503 on update,close retry-after=2 chance=5%'
/// $sandbox.Faults
/// </code>
/// </example>
/// <example>
/// Answers 503 for 10 seconds, starting 30 seconds after the start. Tokens are valid for one minute.
/// <code>
/// Start-IzzySandbox -Fault '503 on api at=30s for=10s' -TokenLifetime 60
/// </code>
/// </example>
/// <example>
/// Uses a schedule: a file with one fault on each line.
/// <code>
/// Start-IzzySandbox -FaultSchedule ./examples/bad-day.txt
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Start, "IzzySandbox")]
[OutputType(typeof(SandboxInfo))]
public sealed class StartIzzySandboxCommand : AsyncCommand
{
    /// <summary>The port. 0 means any free port.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, 65_535)]
    public int Port { get; set; }

    /// <summary>The time that each call takes, in milliseconds.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, 60_000)]
    public int Latency { get; set; }

    /// <summary>The most calls per second. Calls for tokens are not counted. Further calls are answered 429. 0 means no limit.</summary>
    /// <value>0</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int RateLimit { get; set; }

    /// <summary>The faults, one text each: 'drop after-commit from=3 times=1', '503 on update retry-after=30', 'delay=2s chance=5%'. When several faults fit a request, the first one strikes.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(FaultCompleter))]
    public string[]? Fault { get; set; }

    /// <summary>A file with one fault on each line. Blank lines and # comments are allowed. These faults follow those of -Fault.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? FaultSchedule { get; set; }

    /// <summary>The seed for faults with a chance. The same seed gives the same faults in each run.</summary>
    /// <value>1</value>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int Seed { get; set; } = 1;

    /// <summary>How many seconds a token is valid.</summary>
    /// <value>43199</value>
    [Parameter]
    [ValidateRange(1, 86_400)]
    public int TokenLifetime { get; set; } = 43_199;

    /// <summary>An update of a closed car brings the car back. Without the switch it is answered 404. The API's contract does not say which is right.</summary>
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
