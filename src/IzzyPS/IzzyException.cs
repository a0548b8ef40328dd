namespace IzzyPS;

/// <summary>The exception of an IzzyPS error record that has no other exception. The message is one English sentence.</summary>
public sealed class IzzyException : Exception
{
    /// <summary>Makes the exception.</summary>
    public IzzyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
