using System.Management.Automation;
using System.Management.Automation.Host;
using IzzyPS.Output;

namespace IzzyPS.Pipeline;

/// <summary>Asks the user before anything is sent, if the user can answer.</summary>
internal sealed class Question
{
    private readonly PSCmdlet _command;
    private readonly bool _willAsk;

    internal Question(PSCmdlet command, ConfirmImpact impact)
    {
        _command = command;
        IsWhatIf = Switch("WhatIf") ?? LanguagePrimitives.IsTrue(command.SessionState.PSVariable.GetValue("WhatIfPreference"));
        var preference = LanguagePrimitives.ConvertTo<ConfirmImpact>(command.SessionState.PSVariable.GetValue("ConfirmPreference", ConfirmImpact.High));
        _willAsk = !IsWhatIf && (Switch("Confirm") ?? (preference != ConfirmImpact.None && impact >= preference));
    }

    /// <summary>Whether the cmdlet only shows what would happen (<c>-WhatIf</c>).</summary>
    internal bool IsWhatIf { get; }

    /// <summary>Asks a question, or with <c>-WhatIf</c> shows what would happen.</summary>
    /// <param name="what">What would happen, as an imperative sentence without a full stop.</param>
    /// <returns>Whether the user agrees.</returns>
    internal bool Ask(string what)
    {
        what = Outgoing.ToLine(what);
        return _willAsk
            ? AskUser(what, () => _command.ShouldProcess(what, $"{what}?", "Izzylease"))
            : _command.ShouldProcess(what, what, string.Empty);
    }

    /// <summary>
    /// Asks one more question about something unusual, whatever the impact of the cmdlet. With <c>-Confirm</c> the user is asked about each change
    /// anyway, and with <c>-WhatIf</c> or <c>-Confirm:$false</c> nobody is asked.
    /// </summary>
    /// <param name="what">What is unusual, as an imperative sentence without a full stop.</param>
    /// <returns>Whether the user agrees.</returns>
    internal bool AskAboutUnusual(string what)
    {
        what = Outgoing.ToLine(what);
        return !_willAsk || Switch("Confirm") == true || AskUser(what, () => _command.ShouldContinue($"{what}?", "Izzylease"));
    }

    private bool AskUser(string what, Func<bool> ask)
    {
        try
        {
            if (CanAnswer())
                return ask();
        }
        catch (Exception exception) when (exception is HostException or InvalidOperationException or NotImplementedException)
        {
            // The host can't ask a user.
        }

        _command.ThrowTerminatingError(Errors.ConfirmationRequired.CreateRecord(
            null, $"{what}: this needs a confirmation, and nobody can be asked here. Nothing was sent. Say -Confirm:$false if it is meant."));
        return false;
    }

    private bool? Switch(string name) =>
        _command.MyInvocation.BoundParameters.TryGetValue(name, out var value) ? ((SwitchParameter)value).IsPresent : null;

    /// <summary>Whether a user can answer. At the end of its input PowerShell's console takes the default answer, which is yes. The question is therefore not asked there.</summary>
    private bool CanAnswer()
    {
        if (_command.Host.Name != "ConsoleHost")
            return true;
        return !Environment.GetCommandLineArgs().Any(IsNonInteractive) && (!Console.IsInputRedirected || Console.In.Peek() >= 0);
    }

    private static bool IsNonInteractive(string argument) =>
        argument.Length >= 5 && argument[0] is '-' or '/' && "noninteractive".StartsWith(argument.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase);
}
