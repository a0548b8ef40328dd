namespace IzzyPS;

/// <summary>What went wrong, in one English sentence: the exception of IzzyPS's error records that have no other.</summary>
public sealed class IzzyException : Exception
{
    /// <summary>Makes the exception.</summary>
    public IzzyException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
