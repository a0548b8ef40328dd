using System.Diagnostics.CodeAnalysis;
using IzzyPS.Output;

namespace IzzyPS;

/// <summary>
/// Removes secrets from the exceptions and targets of error records. PowerShell and transcripts show inner exceptions too
/// (<c>Get-Error</c>, <c>$Error[0].Exception.InnerException</c>).
/// </summary>
internal static class MaskedError
{
    /// <summary>Returns the exception unchanged when it holds no secret. Otherwise returns a new exception with the masked messages and without the details.</summary>
    [return: NotNullIfNotNull(nameof(exception))]
    internal static Exception? Mask(Exception? exception)
    {
        if (exception is null || Outgoing.IsClean(exception))
            return exception;
        var (message, inner) = (Outgoing.ToLine(exception.Message), Mask(exception.InnerException));
        return exception switch
        {
            LedgerException ledger => new LedgerException(ledger.Fault, message, inner),
            DealerException dealer => new DealerException(message, dealer.Status, inner),
            _ => new IzzyException($"{exception.GetType().Name}: {message}", inner),
        };
    }

    /// <summary>Masks a target that is a text or an address. Other targets, such as vehicles and changes, hold no secrets.</summary>
    internal static object? MaskTarget(object? target) => target switch
    {
        string text => Outgoing.ToLine(text),
        Uri uri when !Outgoing.IsClean(uri.OriginalString) => Outgoing.ToLine(uri.OriginalString),
        _ => target,
    };
}
