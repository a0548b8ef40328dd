namespace IzzyPS;

/// <summary>The dealer API could not be used at all: no token, no connection.</summary>
public sealed class DealerException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">What went wrong and what would be right. The text holds no secret.</param>
    /// <param name="status">The HTTP status. Null when no answer came.</param>
    /// <param name="innerException">The cause.</param>
    public DealerException(string message, int? status = null, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>The HTTP status. Null when no answer came.</summary>
    public int? Status { get; }
}
